# Handoff's server and worker in one image; docker-compose.yml starts both.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /srv/handoff

COPY requirements.lock ./
RUN pip install -r requirements.lock

COPY manage.py ./
COPY handoff handoff
COPY customers customers
COPY conversations conversations
COPY livechat livechat
COPY templates templates

# Collecting files needs settings but uses no secret: these are thrown away with the step.
RUN SECRET_KEY=thrown-away-after-collecting-static-files \
    ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 handoff \
    && mkdir -p var/media \
    && chown -R handoff var

USER handoff
VOLUME /srv/handoff/var/media
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '8000') + '/healthz', timeout=4)"]

CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
