"use client";

import { SecretOnce } from "@/components/ui/dialogs/secret-once";

export type GivenPassword = { email: string; password: string };

/** A password generated for someone else, to pass on. */
export function PasswordOnce({
	title,
	given,
	onDone,
}: {
	title: string;
	given: GivenPassword | null;
	onDone: () => void;
}) {
	return (
		<SecretOnce
			secret={given?.password ?? null}
			title={title}
			description={`Hand it to ${given?.email ?? ""} by a way you trust. It is shown only now; they can change it from the menu under their name.`}
			label="Copy password"
			onDone={onDone}
		/>
	);
}
