import { type ErrorCode, errorVerdicts, problemSchema } from '@echocohort/shared';
import { features } from '../features.js';
import { type UploadForm } from '../uploads/upload-form.js';
import { type Answer, type Content, type Operation, type Parameter } from './operation.js';
import { operations } from './operations.js';
import { type JsonSchema, schemaLibrary } from './schema-library.js';

const library = () => schemaLibrary([...features.flatMap(({ schemas = [] }) => schemas), problemSchema]);
type Refer = ReturnType<typeof library>['refer'];

/** Texts of a form carry JSON. */
const formSchema = ({ file, fields }: UploadForm): JsonSchema => ({
  type: 'object',
  required: [file],
  properties: {
    [file]: { type: 'string', format: 'binary', description: 'The file' },
    ...Object.fromEntries(fields.map((name) => [name, { type: 'string', contentMediaType: 'application/json' }])),
  },
});

const contentSchema = (schema: Content['schema'], refer: Refer): JsonSchema => {
  if (schema === 'binary') return { type: 'string', format: 'binary' };
  if (schema === 'text') return { type: 'string' };
  return 'file' in schema ? formSchema(schema) : refer(schema);
};

/** An example is whatever its schema describes. */
const exampleOf = (example: unknown) => (example === undefined ? {} : { example });

const contentOf = (content: Content | readonly Content[], refer: Refer) =>
  Object.fromEntries(
    [content]
      .flat()
      .map(({ mediaType, schema, example }: Content) => [
        mediaType,
        { schema: contentSchema(schema, refer), ...exampleOf(example) },
      ]),
  );

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

const answerOf = ({ description, content, headers }: Answer, refer: Refer) => ({
  description,
  ...(headers === undefined ? {} : { headers: headersOf(headers) }),
  ...(content === undefined ? {} : { content: contentOf(content, refer) }),
});

const codesOf = (status: number): ErrorCode[] =>
  (Object.keys(errorVerdicts) as ErrorCode[]).filter((code) => errorVerdicts[code].status === status);

/** What a problem of each status looks like: the code that a request can meet, on a field of this API. */
const problemExample = (status: number) => {
  const code = codesOf(status)[0] ?? 'internal';
  const { title } = errorVerdicts[code];
  const expected = 'expected a number from 5 to 85';
  return {
    type: `urn:echocohort:error:${code}`,
    title,
    status,
    code,
    detail: status === 400 ? `targetEf: ${expected}` : title,
    correlationId: '0b7c1f9e-6f0f-4b7e-9a55-0d8c3a1f2e4d',
    errors: status === 400 ? [{ field: 'targetEf', expected }] : [],
  };
};

const problemAnswer = (status: number, refer: Refer) => ({
  description: `Problem: ${codesOf(status).join(', ')}`,
  content: { 'application/problem+json': { schema: refer(problemSchema), example: problemExample(status) } },
});

const parameterOf = ({ name, in: place, description, schema, required, example }: Parameter, refer: Refer) => ({
  name,
  in: place,
  description,
  required: place === 'path' || required === true,
  schema: refer(schema),
  ...exampleOf(example),
});

const operationOf = (operation: Operation, refer: Refer) => {
  const { operationId, tag, summary, description, access, parameters = [], body, answers } = operation;
  const isPublic = access === 'public';
  const keyProblems = isPublic ? [] : [401, 403, 429];
  const statuses = [...new Set([...keyProblems, ...(operation.problems ?? []), 500])].sort((a, b) => a - b);
  const responses = [
    ...Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, refer)] as const),
    ...statuses.map((status) => [String(status), problemAnswer(status, refer)] as const),
  ];
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: isPublic ? [] : [{ bearer: [access] }, { apiKey: [access] }],
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((one) => parameterOf(one, refer)) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body, refer) } }),
    responses: Object.fromEntries<object>(responses),
  };
};

const intro = `Synthetic echocardiogram clips with the ejection fraction you asked for, measured and kept to tolerance.

Every clip is synthetic and not for clinical use. EF is single-plane area-length EF in percent, ED and ES at the largest
and smallest LV area; it is not clinical LVEF.

Errors are problem details (RFC 9457) with a stable \`code\`, the fields at fault and a correlation id, which is also the
answer's \`X-Request-Id\`.

An operation's \`security\` names the scope that its key needs: \`read\`, \`write\`, \`admin\` (of a tenant) or \`platform\` (of all).
Answers say what is left of a key's requests in \`RateLimit-Policy\` and \`RateLimit\`; with 429, \`Retry-After\` says when to come
back. A tenant may have caps, which \`GET /v1/tenant\` shows; what exceeds one gets 429 \`quota-exceeded\`.`;

const tags = [...new Set(features.flatMap(({ tag }) => tag ?? []))];

/** The OpenAPI 3.1 document of the API, made from its zod schemas and operations; the same at every call. */
export const openApiDocument = () => {
  const { components, refer } = library();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationOf(operation, refer) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'EchoCohort',
      version: '1',
      summary: 'Synthetic echocardiogram clips by ejection fraction',
      description: intro,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key: ec_…' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same API key' },
      },
    },
  };
};
