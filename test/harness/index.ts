/**
 * Runs the package's nodes and templates through n8n-core, without an n8n: real expressions, item linking, OAuth2
 * refresh and execution order; stand-ins for n8n's own nodes, its credentials, deduplication store and Data Tables.
 */
export type { CredentialStore } from './credentialStore';
export { InMemoryDataTables } from './dataTables';
export { InMemoryDeduplication } from './inMemoryDeduplication';
export { errorsOf } from './audit';
export type { NodeRunOptions, NodeRunResult } from './runNode';
export { runNode } from './runNode';
export type { RunMode, RunOptions, RunResult, WorkflowJson } from './runWorkflow';
export { runWorkflow, stopN8n } from './runWorkflow';
