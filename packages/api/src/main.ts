import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import type { Environment } from "./platform/env.ts";
import { createPlatform } from "./platform/platform.ts";
import { onStopSignal } from "./platform/stop.ts";

const drainMillisecondsMax = 10_000;

/** Serves the API until the process is told to stop; then it answers what it has begun, and ends. */
export async function serve(environment: Environment, clock: Clock = systemClock): Promise<void> {
  const platform = createPlatform(environment, clock);
  const { log } = platform;
  const app = createApp(platform);
  const server = createAdaptorServer({ fetch: app.http.fetch }) as Server;
  // Longer than a load balancer keeps its connections, so that it never sends into one that is just being closed.
  server.keepAliveTimeout = 65_000;
  const close = closing(server);

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" ? new Error(`Port ${environment.PORT} is in use; set PORT to a free one.`) : error,
      );
    });
    server.listen(environment.PORT, environment.HOST, resolve);
  });
  await app.hub.start().catch((error: unknown) => {
    log.warn({ error: String(error) }, "the database does not answer yet; live events begin when it does");
  });
  const stopSignal = onStopSignal();
  const address = server.address();
  log.info({ host: environment.HOST, port: typeof address === "object" ? address?.port : address }, "serving");

  await stopSignal;
  log.info("draining");
  app.drain();
  await Promise.race([close(), new Promise((resolve) => setTimeout(resolve, drainMillisecondsMax).unref())]);
  // Who has stopped reading in the middle of an answer must not keep the process alive.
  server.closeAllConnections();
  await app.hub.stop();
  await platform.close();
  log.info("stopped");
}

const lookMilliseconds = 50;

/** How to close a server: it takes no new connection, and ends each that it has with the answer that is under way there. */
function closing(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const underWay = new Set<ServerResponse>();
  let isClosing = false;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.prependListener("request", (_request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    // Told so, a client doesn't send its next request into a connection that is about to go.
    if (isClosing) response.shouldKeepAlive = false;
  });
  return () =>
    new Promise((resolve) => {
      isClosing = true;
      for (const response of underWay) response.shouldKeepAlive = false;
      const look = setInterval(() => {
        // What had begun to answer (a live stream) couldn't say it any more, and kept its connection when it ended.
        server.closeIdleConnections();
        // Opened in case of need, as browsers and pools do: not idle in the server's eyes, and nothing has come over it.
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, lookMilliseconds);
      server.close(() => {
        clearInterval(look);
        resolve();
      });
    });
}
