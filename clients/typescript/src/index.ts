export { createClient, type ClientOptions, type EchoClient } from './create-client.js';
export { EchoProblem, type FieldIssue } from './problem.js';
export { itemsOf, type Page } from './pages.js';
export { waitFor, type WaitOptions } from './wait-for.js';
export * from './types.js';
