"use strict";
// n and p walk through the findings; everything else on the page works without a script.
(() => {
  const status = document.getElementById("status");
  let at = -1;
  const go = (step) => {
    const shown = [...document.querySelectorAll(".finding")].filter((f) => f.offsetParent !== null);
    if (!shown.length) return;
    at = (at + step + shown.length) % shown.length;
    shown[at].focus();
    shown[at].scrollIntoView({ block: "center" });
    status.textContent = status.dataset.text.replace("#", at + 1).replace("%", shown.length);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type === "text") return;
    if (event.key === "n") go(1);
    if (event.key === "p") go(at < 0 ? 0 : -1);
  });
})();
