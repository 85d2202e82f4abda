// The lessons are on the server: when the gate opens for who had none, the page comes anew, with them.
document.addEventListener("bursar-gate-open", ({ target }) => {
  if (target.querySelector("[data-reload-when-open]")) location.reload();
});
