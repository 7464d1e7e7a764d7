# One image for api, worker and migrate: docker-compose.yml gives each its command.
# Debian, because Temporal's native part is built against glibc and Alpine has another C library.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
# The packages first: they are fetched again only when the lock file changes.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node src/dev/bootstrap.mjs build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
# The slim image has no certificate authorities, and Temporal's client takes the system's.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
# Owned by root and run as node: the process cannot change its own code.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
CMD ["node", "dist/src/api/main.js"]
