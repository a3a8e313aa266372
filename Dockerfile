# The image brings Node 26 itself, so the package that brings it elsewhere is unpacked without its install script,
# and goes with the other development packages. Nothing that is needed to run has an install script.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The packages of production first, and aside: a change of the source leaves that layer of the image as it was.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.cts' -o -name '*.mts' \) -delete \
  && find node_modules -type d \( -name test -o -name tests -o -name __tests__ \) -prune -exec rm -r {} + \
  && find node_modules -type d -empty -delete \
  && mv node_modules /production \
  && npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json nest-cli.json .swcrc ./
COPY src src
RUN npm run build && find dist -type f \( -name '*.map' -o -name '*.ts' \) -delete

FROM node:26-bookworm-slim
LABEL org.opencontainers.image.title="Upnext" \
  org.opencontainers.image.description="Video recommendations: candidates from Elasticsearch, features from Redis, ranked by LightGBM" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 SHUTDOWN_DELAY_MS=5000
WORKDIR /app
# Where the embedded store goes, if it is meant (EMBEDDED=true). Beside it only what Node compiled is written, to the
# temporary folder and where that can be: the next start in the same container reads it.
RUN install -d -o node -g node data
COPY --from=build /production node_modules
COPY LICENSE package.json ./
COPY --from=build /app/dist dist
COPY models/sample/model.txt models/sample/model.txt
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Room for young objects: twice the default halves what collecting them costs a busy service.
CMD ["node", "--max-semi-space-size=32", "dist/main.js"]
