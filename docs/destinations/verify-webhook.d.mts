type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
export function isGenuine(secret: string, headers: Headers, body: string, nowMs?: number): boolean;
export function eventsOf(message: unknown): { id: string; type: string; person: object; audience: object }[];
