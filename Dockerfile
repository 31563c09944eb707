# The API. It needs a database at NEO4J_URI; see docker-compose.yml.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv && uv venv /opt/cim
WORKDIR /src
COPY . .
# The lock pins and checks every package; what only tests need is not installed.
RUN uv pip install --no-cache --python /opt/cim/bin/python --constraint requirements.lock .

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /var/lib/cim-graph cim
COPY --from=build /opt/cim /opt/cim
ENV PATH=/opt/cim/bin:$PATH \
    CIM_DATA_DIR=/var/lib/cim-graph \
    CIM_CACHE_DIR=/var/lib/cim-graph/cache \
    CIM_HOST=0.0.0.0 \
    CIM_PORT=8080
USER cim
WORKDIR /var/lib/cim-graph
EXPOSE 8080
CMD ["cim", "up"]
