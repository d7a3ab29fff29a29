import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxPaths } from './paths';
import { runCommand } from './run-command';
import type { Settings } from './settings';

/** As root the workers run as nobody, who is in a group of another name on every system. */
async function userLine(): Promise<string> {
  if (process.getuid?.() !== 0) return '';
  const group = await runCommand(['id', '-gn', 'nobody']);
  return `user nobody ${group.trim()};\n`;
}

function configuration(paths: SandboxPaths, settings: Settings): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const folders = temporary.map((name) => `  ${name}_temp_path ${join(paths.nginx, name)};`).join('\n');
  return `daemon off;
worker_processes 1;
pid ${join(paths.nginx, 'nginx.pid')};
error_log ${join(paths.logs, 'nginx.error.log')} warn;
events { worker_connections 256; }
http {
  access_log off;
${folders}
  server {
    listen 127.0.0.1:${settings.ports.nginx};
    location / {
      proxy_pass http://127.0.0.1:${settings.ports.backend};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_connect_timeout 2s;
    }
  }
}
`;
}

/** Writes nginx's configuration for this start: everything it writes stays inside the sandbox. */
export async function writeNginxConfiguration(paths: SandboxPaths, settings: Settings): Promise<void> {
  mkdirSync(paths.nginx, { recursive: true, mode: 0o711 });
  mkdirSync(paths.logs, { recursive: true });
  writeFileSync(paths.nginxConf, (await userLine()) + configuration(paths, settings));
}
