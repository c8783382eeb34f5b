import { CopyButton } from "@/components/ui/copy-button";

/** Code to copy, under a caption. */
export function Snippet({ title, text }: { title: string; text: string }) {
	return (
		<div className="grid gap-2">
			<div className="flex items-center justify-between gap-2">
				<h3 className="font-medium text-sm">{title}</h3>
				<CopyButton text={text} label="Copy the code" showLabel />
			</div>
			<pre className="whitespace-pre-wrap rounded-md border border-border bg-muted/50 p-3 text-xs leading-5 [overflow-wrap:anywhere]">
				<code>{text}</code>
			</pre>
		</div>
	);
}
