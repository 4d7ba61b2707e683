"""The real binary at work: start it, talk to it, receive what it sends. For tests that judge it from outside.

In comes the path of the built `cohook`; out go answers of its API and a log of every POST that reached the receiver.
Nothing here knows what the product promises: the tests do (crash/, faults/, interop/).
"""
