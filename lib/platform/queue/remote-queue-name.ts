/** A job's queue at Trigger.dev. The server drops dots from names without a word. */
export function remoteQueueName(jobId: string): string {
	return jobId.replaceAll(".", "-");
}
