/** Code that sends a first person and event with Segment's Node library. */
export function serverSnippet(writeKey: string, ingestUrl: string): string {
	return `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({
  writeKey: '${writeKey}',
  host: '${ingestUrl}',
})

analytics.identify({
  userId: '42',
  traits: { email: 'jane@example.com', plan: 'pro' },
})
analytics.track({
  userId: '42',
  event: 'Order Completed',
  properties: { total: 49.5, currency: 'USD' },
})`;
}

/** The same event without a library. */
export function curlSnippet(writeKey: string, ingestUrl: string): string {
	return `curl ${ingestUrl}/v1/track -u '${writeKey}:' \\
  -H 'Content-Type: application/json' \\
  -d '{"userId":"42","event":"Order Completed","properties":{"total":49.5,"currency":"USD"}}'`;
}
