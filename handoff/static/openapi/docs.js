// The API's description, to read and to try out. Who is signed in here asks as themselves: then the
// CSRF token goes along, which the session needs for whatever changes something.

const place = document.getElementById("api");
const dark = matchMedia("(prefers-color-scheme: dark)");

function followScheme() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

function withCsrfToken(request) {
  const isOurs = new URL(request.url, location).origin === location.origin;
  if (isOurs && !request.headers.Authorization && request.method !== "GET") {
    request.headers["X-CSRFToken"] = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  }
  return request;
}

followScheme();
dark.addEventListener("change", followScheme);
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: false,
  persistAuthorization: false,
  validatorUrl: null,
  requestInterceptor: withCsrfToken,
});
