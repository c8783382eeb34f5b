"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { callApi } from "@/components/shell/call-api";
import { useCan } from "@/components/shell/workspace-context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { sourcesApi } from "@/lib/sources/api";
import type { SourceView } from "@/lib/sources/contracts";

// Fetched when it is opened.
const ConfirmAction = dynamic(async () => (await import("@/components/shell/confirm-action")).ConfirmAction, {
	ssr: false,
});

/** A source's write keys: their prefix, when each was last used, and how to revoke it. */
export function WriteKeys({ source }: { source: SourceView }) {
	const mayWrite = useCan("data.write");
	const client = useQueryClient();
	const [revoking, setRevoking] = useState<{ keyId: string; prefix: string } | null>(null);
	return (
		<>
			<ul className="grid gap-2">
				{source.writeKeys.map((key) => (
					<li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
						<KeyRound aria-hidden="true" className="size-4 text-muted-foreground" />
						<code className="font-mono text-[13px]">{key.prefix}…</code>
						{key.revokedAt ? (
							<Badge variant="outline">Revoked</Badge>
						) : (
							<span className="text-muted-foreground">
								{key.lastUsedAt ? (
									<>
										used <RelativeTime at={key.lastUsedAt} />
									</>
								) : (
									"not used yet"
								)}
							</span>
						)}
						{mayWrite && !key.revokedAt && (
							<Button
								variant="ghost"
								size="sm"
								className="ml-auto"
								onClick={() => setRevoking({ keyId: key.id, prefix: key.prefix })}
							>
								Revoke<span className="sr-only"> {key.prefix}</span>
							</Button>
						)}
					</li>
				))}
			</ul>
			{revoking && (
				<ConfirmAction
					open
					onOpenChange={(open) => !open && setRevoking(null)}
					title={`Revoke ${revoking.prefix}…?`}
					description={`Whatever sends to “${source.name}” with this key is refused from then on, and what it sends is lost. This cannot be undone; a new key can be created.`}
					confirmLabel="Revoke the key"
					variant="destructive"
					failTitle="The key was not revoked"
					onConfirm={async () => {
						const params = { sourceId: source.id, writeKeyId: revoking.keyId };
						await callApi(sourcesApi.revokeKey, { params });
						await client.invalidateQueries({ queryKey: ["sources"] });
					}}
				/>
			)}
		</>
	);
}
