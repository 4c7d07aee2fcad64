// Sets the colour scheme and language before the first paint, so that nothing flashes. A file of its own because the
// content security policy allows no inline script.
(function () {
  var root = document.documentElement;
  try {
    var chosen = localStorage.getItem("mantine-color-scheme-value") || "auto";
    var dark = chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
    root.lang = localStorage.getItem("kring.language") || navigator.language.slice(0, 2);
  } catch {
    root.setAttribute("data-mantine-color-scheme", "light");
  }
})();
