"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { SecretOnce } from "@/components/ui/dialogs/secret-once";

/** Shows a new write key, once, with the lines that put it to use. */
export function NewKeyDialog({
	token,
	ingestUrl,
	onClose,
}: {
	token: string | null;
	ingestUrl: string;
	onClose: () => void;
}) {
	const snippet = `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({
  writeKey: '${token ?? ""}',
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
	return (
		<SecretOnce
			secret={token}
			title="Your write key"
			description="Copy it now: it is shown only this once. Lost keys are replaced by new ones."
			label="Copy the key"
			doneLabel="I have copied the key"
			className="max-w-xl"
			onDone={onClose}
		>
			<div className="grid gap-2">
				<div className="flex items-center justify-between">
					<h3 className="font-medium text-sm">Send from a server</h3>
					<CopyButton text={snippet} label="Copy the lines" showLabel />
				</div>
				<pre className="whitespace-pre-wrap break-words rounded-md border border-border bg-muted/50 p-3 text-xs leading-5">
					<code>{snippet}</code>
				</pre>
			</div>
		</SecretOnce>
	);
}
