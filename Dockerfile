# omniweb in one container: docker build -t omniweb . && docker run -p 8000:8000 -v omniweb:/data omniweb
FROM python:3.11-slim-bookworm AS build
# gcc compiles crcmod's extension, without which every upload to OSS crawls.
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg espeak-ng \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 omniweb \
 && install -d -o omniweb -g omniweb /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py CHANGELOG.md ./
COPY omniweb omniweb
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OMNIWEB_DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000
USER omniweb
VOLUME /data
EXPOSE 8000
# The first start migrates and hashes the static files; hence the grace.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
CMD ["python", "manage.py", "serve"]
