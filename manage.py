#!/usr/bin/env python
"""Django's command line for AquaMind."""

import os
import sys

from django.core.management import execute_from_command_line

from aquamind.refusals import told_in_one_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aquamind.settings")
    with told_in_one_line():
        execute_from_command_line(sys.argv)
