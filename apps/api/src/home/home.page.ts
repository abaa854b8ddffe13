/** The page at `/`: what this is and where to go on. No script, no request to anywhere else. */
export const homePage = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>EchoCohort</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733; }
  h1 { margin-bottom: 0; } small { color: #5b6b7b; } a { color: #0b5cad; }
  .note { border-left: 4px solid #b3541e; background: #fdf3ec; padding: .5rem 1rem; }
</style>
</head>
<body>
<h1>EchoCohort</h1>
<small>Version ${version}</small>
<p>Makes synthetic echocardiogram clips with the ejection fraction you asked for, measures each one and keeps it to
tolerance.</p>
<p class="note">Every clip is synthetic and says so. EF is single-plane area-length EF, not clinical LVEF.
<strong>Not for clinical use.</strong></p>
<ul>
<li><a href="/studio">/studio</a>: drop a clip, choose an EF, see its twin (it needs an API key)</li>
<li><a href="/docs">/docs</a>: try the API in the browser (it needs an API key)</li>
<li><a href="/openapi.json">/openapi.json</a>: its description, OpenAPI 3.1</li>
<li><a href="/readyz">/readyz</a>: whether requests are taken, and which servers answer</li>
<li><a href="/metrics">/metrics</a>: metrics for Prometheus</li>
</ul>
</body>
</html>
`;
