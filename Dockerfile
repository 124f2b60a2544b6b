# syntax=docker/dockerfile:1

# --- Build: the same `make build` as everywhere -----------------------------------------------------------------------
FROM rust:1-bookworm AS build
WORKDIR /src
# The tools first: they change rarely, so this layer is kept while the code changes.
COPY Cargo.toml Cargo.lock ./
COPY scripts scripts
RUN scripts/bootstrap build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    make build && mkdir -p /built && cp -r target/release/pupitre target/site /built/

# --- Run: the binary, its site, nothing else ---------------------------------------------------------------------------
FROM debian:bookworm-slim
# The certificates by which Chorus Pro is recognised.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home pupitre && install -d -o pupitre -g pupitre -m 0700 /data
COPY --from=build /built/pupitre /usr/local/bin/pupitre
COPY --from=build /built/site /usr/local/share/pupitre/site
COPY LICENSE NOTICE.md /usr/local/share/doc/pupitre/
ENV PUPITRE_LISTEN=0.0.0.0:3000 \
    PUPITRE_FOLDER=/data \
    PUPITRE_BEHIND_PROXY=true \
    PUPITRE_SITE=/usr/local/share/pupitre/site
USER pupitre
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["pupitre", "health"]
ENTRYPOINT ["pupitre"]
CMD ["serve"]
