# syntax=docker/dockerfile:1

# The manifests alone, so that the dependencies below are installed again only when one of them changes.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages
COPY apps apps
COPY e2e/package.json e2e/package.json
COPY bench/package.json bench/package.json
RUN find packages apps -type f -not -name package.json -delete && find packages apps -type d -empty -delete

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
# With the Node that the server runs on. What only the build of the host stand needs stays out.
RUN npm ci --omit=dev --workspace=apps/server --include-workspace-root --no-audit --no-fund

FROM node:24-bookworm-slim AS stand
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY packages packages
COPY apps apps
RUN npm run build

# No Node and no npm of the image's own: the server runs on the one in node_modules, as everywhere else.
FROM debian:bookworm-slim
# A number of its own, so that volumes and policies can name it.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin qtable \
  && install --directory --owner=qtable --group=qtable --mode=700 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
# The lock belongs to what the host stand was built from: without it each start would look for a newer one.
COPY LICENSE package.json package-lock.json ./
COPY docs/sync-spec.md docs/sync-spec.md
COPY packages packages
COPY apps apps
COPY --from=stand /app/apps/host-stand/dist apps/host-stand/dist
# With DATABASE_URL and SECRET_KEY nothing is written to /data. Without them the embedded PostgreSQL and the key live there.
ENV ENVIRONMENT=production DATA_DIR=/data PORT=8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/app/node_modules/.bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The option of `npm start`: shorter collections, less memory.
ENTRYPOINT ["/app/node_modules/.bin/node", "--max-semi-space-size=8", "/app/apps/server/src/main.ts"]
CMD ["serve"]
