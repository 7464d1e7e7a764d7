// Runs in the browser, after Swagger UI's own script, which defines SwaggerUIBundle.

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

const HOW_TO_TRY = `

**Try it out** with an API key (under Authorize), or without one as whoever has signed in in this browser.`;

/** The description as this page can use it; what programs read stays as it is. */
function forThePage(description) {
  const spec = structuredClone(description);
  for (const operation of Object.values(spec.paths).flatMap(Object.values)) {
    withoutCookies(spec, operation);
    for (const parameter of operation.parameters ?? []) exampleInWords(parameter);
  }
  const schemes = spec.components.securitySchemes;
  for (const name of cookieSchemes(spec)) delete schemes[name];
  spec.info.description += HOW_TO_TRY;
  return spec;
}

const cookieSchemes = ({ components }) =>
  Object.entries(components.securitySchemes).flatMap(([name, scheme]) => (scheme.in === 'cookie' ? [name] : []));

/** No script can set a session's cookie, so there is no field for it; the browser sends it by itself once it is there. */
function withoutCookies(spec, operation) {
  const cookies = cookieSchemes(spec);
  operation.security = (operation.security ?? []).filter(
    (each) => !Object.keys(each).some((it) => cookies.includes(it)),
  );
}

/** Swagger UI fills an example in, so that a list would be asked for by every one of its filters at once. */
function exampleInWords(parameter) {
  const { required, schema } = parameter;
  if (required || schema?.example === undefined) return;
  const words = [parameter.description, `For example \`${schema.example}\`.`];
  parameter.description = words.filter(Boolean).join('. ');
  delete schema.example;
}

const adapted = () => ({
  statePlugins: { spec: { wrapActions: { updateJsonSpec: (update) => (spec) => update(forThePage(spec)) } } },
});

SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#api',
  plugins: [adapted],
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  // Kept by the browser tab's memory alone: a key does not belong in a store that every script of this origin reads.
  persistAuthorization: false,
});
