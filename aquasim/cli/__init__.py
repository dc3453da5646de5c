"""The command line `aquamind`: options in, one screen out; everything else is in the packages below."""
