"""What all rooms share that take files in and give them out.

`keys` names files so that nobody can guess them, `pictures` opens pictures so that they can do no
harm, `serving` says what every answer with a file tells the browser, `sweeping` removes what
nobody names.
"""
