# syntax=docker/dockerfile:1
# Every program of the exchange in one image; what it contains is pinned by hash in requirements.lock.

FROM python:3.11-slim AS wheels
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.lock .
RUN pip download --require-hashes --only-binary :all: --dest /wheels -r requirements.lock
# From here on nothing comes from the network.
ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels
RUN pip install hatchling
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.11-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "casefile-exchange[gateway]" \
    && useradd --system --uid 10001 --home-dir /var/lib/casefile --create-home casefile
USER casefile
WORKDIR /var/lib/casefile
ENTRYPOINT ["casefile"]
CMD ["--help"]
