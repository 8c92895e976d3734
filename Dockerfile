# The command line with git, for CI systems that run jobs in containers. The bundle needs no npm packages.
# Node 24.18.1 on Debian 12, for amd64, arm64 and ppc64le; the digest is the one that Docker's own list of official images names.
# Source: https://github.com/docker-library/repo-info/blob/2fb42a7c1204ce90c8bf85e458cec1447d6f2bbb/repos/node/remote/24-bookworm-slim.md
FROM node:24-bookworm-slim@sha256:235600a8101ab264e117b1768e925532262668dc9b581ef1dd7d96ced463b8e7

RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* \
 && ln -s /fairlead/dist/cli.js /usr/local/bin/fairlead \
# A CI system may check out as a different user than the one that runs here, and no other job uses the folder.
 && git config --system --add safe.directory '*'

COPY LICENSE /fairlead/LICENSE
COPY dist /fairlead/dist

# The programs that diff and render need, in the versions that they would download, verified in the same way.
RUN node /fairlead/dist/cli.js renderers --bin-dir /usr/local/bin

# The GitLab components use the program in this folder instead of fetching it.
ENV FAIRLEAD_HOME=/fairlead

USER node
ENTRYPOINT ["node", "/fairlead/dist/cli.js"]
