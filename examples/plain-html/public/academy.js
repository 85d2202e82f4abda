// The lessons are on the server: who has just enrolled on a course's page gets it anew, with them.
document.querySelector("[data-reload-when-enrolled]")?.addEventListener("bursar-enrolled", () => location.reload());
