// Preloaded into the processes of a start: when that one is killed outright, they must not stay behind with its ports.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
