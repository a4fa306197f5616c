# syntax=docker/dockerfile:1
# `monitor` as a small image: no root, no pip, no compiler, nothing written outside /data and /tmp.
#
#     docker build -t monitor .
#     docker run --rm -v monitor-data:/data -v "$PWD/sources.yaml:/etc/monitor/sources.yaml:ro" --env-file .env monitor
#
# Secrets come at run time (--env-file, or files for `file:`), never into the image. The image's own sources.yaml is the
# project's starting file, without channels: messages go to the log. deploy/docker-compose.yml is the guarded way.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
# `--build-arg REQUIREMENTS=cluster` for many machines (deploy/docker-compose.cluster.yml).
ARG REQUIREMENTS=run
# The requirements first: an edit of the code does not fetch them anew. Wheels alone, since building
# runs somebody's code; jieba comes as source, whose hash is pinned like all others.
COPY requirements/run.txt requirements/cluster.txt requirements/
RUN python -m venv /opt/monitor \
    && /opt/monitor/bin/pip install --require-hashes --only-binary :all: --no-binary jieba -r requirements/${REQUIREMENTS}.txt
COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor
RUN /opt/monitor/bin/pip install --no-build-isolation --no-deps . \
    && /opt/monitor/bin/monitor --version \
    && /opt/monitor/bin/pip uninstall --yes hatchling editables setuptools pip

FROM ${PYTHON_IMAGE}
# A number that is the same on every machine, so that a volume's files keep their owner.
RUN groupadd --system --gid 10001 monitor \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin monitor \
    && install -d -o monitor -g monitor -m 0700 /data
COPY --from=build /opt/monitor /opt/monitor
COPY sources.yaml /etc/monitor/sources.yaml
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MONITOR_DATABASE_URL=sqlite:////data/monitor.db \
    MONITOR_HEALTH_URL=http://127.0.0.1:8080/healthz
USER 10001:10001
WORKDIR /etc/monitor
VOLUME /data
STOPSIGNAL SIGTERM
# The page listens on the container's own loopback until sources.yaml gives it a token. It says 200 only while passes are
# completed; an open port would say nothing. Proxies are not asked for it. Where sources.yaml says `web: off`, run with
# --no-healthcheck.
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(os.environ['MONITOR_HEALTH_URL'], timeout=5)"]
ENTRYPOINT ["monitor"]
CMD ["run"]
