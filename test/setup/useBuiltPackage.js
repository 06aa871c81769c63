// Lets the harness load the nodes from dist, as they are published, instead of from their sources.
process.env.CONTACT_SYNC_BUILT = '1';
