// Shows the document of the server that this page came from. Nothing is fetched from anywhere else,
// and a token that is entered stays in this page until it is left.
SwaggerUIBundle({
  url: new URL('openapi.json', document.baseURI).href,
  dom_id: '#viewer',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
});
