"""The network in a document's graph: found, recognised, named."""
