"use client";

import { Snippet } from "@/components/sources/snippet";
import { serverSnippet } from "@/components/sources/snippets";
import { SecretOnce } from "@/components/ui/dialogs/secret-once";

/** Shows a new write key, once, with code snippets that use it. */
export function NewKeyDialog({
	token,
	ingestUrl,
	onClose,
}: {
	token: string | null;
	ingestUrl: string;
	onClose: () => void;
}) {
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
			<Snippet title="Send from a server" text={serverSnippet(token ?? "", ingestUrl)} />
		</SecretOnce>
	);
}
