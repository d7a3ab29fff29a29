import { type Answered, send } from './http';

export const WHO = ['engineer', 'lead', 'executive', 'manager', 'admin'] as const;
export type Who = (typeof WHO)[number];

/** Somebody's browser, as far as a server sees it. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  /** Every cookie that it was handed, as it stood in the header. */
  readonly given: string[] = [];

  constructor(readonly address: string) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The name and the value of the cookie that says who this is. */
  get session(): [string, string] | undefined {
    return [...this.cookies].find(([name]) => /session/.test(name) && !/csrf|callback/.test(name));
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.keep(await send(this.address, { path, headers: { cookie: this.cookie, ...headers } }));
  }

  async post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answered> {
    const own = { cookie: this.cookie, origin: this.address, ...headers };
    return this.keep(await send(this.address, { method: 'POST', path, body, headers: own }));
  }

  /** By next-auth's own form, as the sign-in page sends it. */
  async signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<Answered> {
    const { csrfToken } = JSON.parse((await this.get('/api/auth/csrf')).text);
    const form = new URLSearchParams({ csrfToken, email, password, json: 'true', callbackUrl: this.address });
    return this.post('/api/auth/callback/credentials', form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  }

  async signOut(): Promise<Answered> {
    const { csrfToken } = JSON.parse((await this.get('/api/auth/csrf')).text);
    return this.post('/api/auth/signout', new URLSearchParams({ csrfToken, json: 'true' }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  private keep(answered: Answered): Answered {
    for (const line of [answered.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      this.given.push(line);
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answered;
  }
}

/** The demo's person in a browser of their own. Throws where they are not let in: nothing could be tried then. */
export async function openBrowser(address: string, who: Who, password: string): Promise<Browser> {
  const browser = new Browser(address);
  const { status, text } = await browser.signIn(`${who}@demo.example`, password);
  if (!browser.session) throw new Error(`${who} was not let in: ${status} ${text.slice(0, 200)}`);
  return browser;
}
