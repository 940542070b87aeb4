from derive.judgement.checker import Report
def standalone(report: Report) -> str:
    return ""
