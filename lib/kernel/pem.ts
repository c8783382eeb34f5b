/**
 * A certificate or key in PEM format with its line breaks, however it came: fields of one line drop them, and
 * environment variables write them as \n.
 */
export function restorePem(text: string): string {
	return text
		.replaceAll("\\n", "\n")
		.replace(
			/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g,
			(_all, label: string, body: string) => {
				const lines = body.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
				return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
			},
		);
}
