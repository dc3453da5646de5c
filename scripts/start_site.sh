#!/bin/sh
# Bring the database and the static files up to date, then serve. PORT, WORKERS and THREADS may be set.
set -eu
cd "$(dirname "$0")/.."

python manage.py migrate --verbosity 0
python manage.py summarise
python manage.py collectstatic --noinput --verbosity 0
exec gunicorn aquamind.wsgi \
  --bind "0.0.0.0:${PORT:-8000}" --workers "${WORKERS:-2}" --threads "${THREADS:-4}" --timeout 120 --access-logfile -
