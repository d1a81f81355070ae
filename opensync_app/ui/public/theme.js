// Sets the theme before the first paint; src/lib/theme.ts keeps it from then on.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("opensync-dashboard-theme");
  } catch (error) {
    choice = null;
  }
  var dark = choice === "dark" || (choice !== "tan" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "tan";
})();
