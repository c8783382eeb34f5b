import { CopyButton } from "@/components/ui/copy-button";

/** The address an operator registers with their app at the network, so that it sends people back. */
export function RedirectAddress({ address }: { address: string }) {
	return (
		<div className="grid gap-1.5 text-sm">
			<span className="font-medium">Redirect address</span>
			<div className="flex items-center gap-2">
				<code className="min-w-0 flex-1 break-all rounded-md bg-muted px-2 py-1.5 font-mono text-xs">
					{address}
				</code>
				<CopyButton text={address} label="Copy redirect address" />
			</div>
			<span className="text-muted-foreground">
				Add it to your app's redirect URIs; otherwise the network cannot send you back to Muster.
			</span>
		</div>
	);
}
