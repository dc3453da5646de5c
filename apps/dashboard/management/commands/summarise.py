from django.core.management.base import BaseCommand

from apps.dashboard.summaries import bring_up_to_date, last_day


class Command(BaseCommand):
    help = "Add up the daily records for the pages, where the ledger lists records that are not in the sums yet."

    def handle(self, **options):
        if bring_up_to_date():
            self.stdout.write(f"Daily records added up to {last_day() or 'nothing: there are none'}")
        else:
            self.stdout.write("The sums are up to date")
