/* eslint-disable @n8n/community-nodes/no-restricted-globals */
// Imported before n8n-core, which would print every error that a test provokes.
process.env.N8N_LOG_LEVEL ??= 'silent';
