import { z } from "zod";
import { seal, unseal } from "@/lib/platform/secrets/keyring";

const content = z.object({ url: z.string(), secret: z.string().nullable() });
type ChannelContent = z.output<typeof content>;

/** A channel's address and secret, as stored. */
export function sealChannel(given: ChannelContent): Uint8Array<ArrayBuffer> {
	return seal(JSON.stringify(given));
}

/** The same in the clear: only for posting. */
export function openChannel({ contentEncrypted }: { contentEncrypted: Uint8Array }): ChannelContent {
	return content.parse(JSON.parse(unseal(contentEncrypted)));
}
