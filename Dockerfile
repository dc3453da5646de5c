FROM python:3.11-slim

RUN useradd --create-home aquamind
WORKDIR /srv/aquamind
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt --editable '.[serve]' \
    && mkdir -p var && chown -R aquamind var scripts/data_generation
USER aquamind

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["python", "scripts/is_healthy.py"]
CMD ["scripts/start_site.sh"]
