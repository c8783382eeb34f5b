"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";

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
		<Dialog open={token !== null} onOpenChange={(open) => !open && onClose()}>
			<DialogContent className="max-w-xl">
				<DialogHeader>
					<DialogTitle>Your write key</DialogTitle>
					<DialogDescription>
						Copy it now: it is shown only this once. Lost keys are replaced by new ones.
					</DialogDescription>
				</DialogHeader>
				<div className="flex items-center gap-2">
					<code className="min-w-0 flex-1 break-all rounded-md border border-border bg-muted/50 px-2.5 py-1.5 font-mono text-[13px]">
						{token}
					</code>
					<CopyButton text={token ?? ""} label="Copy the key" />
				</div>
				<div className="grid gap-2">
					<div className="flex items-center justify-between">
						<h3 className="font-medium text-sm">Send from a server</h3>
						<CopyButton text={snippet} label="Copy the lines" showLabel />
					</div>
					<pre className="whitespace-pre-wrap break-words rounded-md border border-border bg-muted/50 p-3 text-xs leading-5">
						<code>{snippet}</code>
					</pre>
				</div>
				<DialogFooter>
					<Button onClick={onClose}>I have copied the key</Button>
				</DialogFooter>
			</DialogContent>
		</Dialog>
	);
}
