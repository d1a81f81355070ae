"""English words that tell nothing about what a person looks for."""

_STOP_TEXT = """
    a an and any anybody anyone are as at be been but by can could did do does doing done for
    from get gets getting got had has have having he her here him his how i if in into is it its
    let me my no not of on one or our she should so some than that the their them then there these
    they this those to too up us was we were what when where which who whom whose why will with
    would you your
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
