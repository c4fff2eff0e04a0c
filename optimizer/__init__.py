"""Plan outreach visits of a civil-registry office: who goes where, when, for whom, at what cost."""

__version__ = "0.1.0"
