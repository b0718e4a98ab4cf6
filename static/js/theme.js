// Sets the remembered theme before the first paint; a plain script, since modules run
// too late for that. What the server says about the person comes first.
(() => {
  const { dataset } = document.documentElement;
  let theme = dataset.userTheme;
  try {
    theme ||= localStorage.getItem("theme");
  } catch {
    // A browser that keeps nothing follows the system.
  }
  if (theme === "light" || theme === "dark") dataset.theme = theme;
})();
