/** A job's queue at Trigger.dev. The server silently drops dots from names. */
export function remoteQueueName(jobId: string): string {
	return jobId.replaceAll(".", "-");
}
