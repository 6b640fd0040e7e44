# One image for the dashboard and the example runner: the whole workspace, built.

FROM node:24-slim AS build
ENV NEXT_TELEMETRY_DISABLED=1 TURBO_TELEMETRY_DISABLED=1
WORKDIR /app
COPY . .
RUN npm ci && npm run build && rm -rf .turbo node_modules/.cache dashboard/.next/cache

FROM node:24-slim
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    STEPSCOPE_DATABASE_URL=/data/traces.db
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 3000
# Inside a container the port is reachable only as far as it is published: publish it to 127.0.0.1.
CMD ["node_modules/.bin/next", "start", "dashboard", "--hostname", "0.0.0.0", "--port", "3000"]
