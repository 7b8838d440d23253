"""Files that people show each other, one mechanism for all channels.

`types` is the table of what there is, `judging` says by the content what a file is (`packages`
looks into Office's containers), `pictures` writes pictures anew without where they were taken,
`storing` keeps files and `serving` gives them out again; `sweeping` removes what nobody names.
`api` is the door for uploads.
"""
