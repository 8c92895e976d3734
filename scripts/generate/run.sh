# Runs Fairlead: from the image, or as it is at the very commit of this component.
(
  fail() { printf '\033[31;1merror:\033[0m %s\n' "$1" >&2; exit 2; }
  for tool in node git; do
    command -v "$tool" >/dev/null || fail "the image has no $tool; give a job-image that has Node and git, such as node:24-bookworm"
  done
  if [ -n "${CI_SERVER_TLS_CA_FILE:-}" ]; then
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$CI_SERVER_TLS_CA_FILE}"
    export GIT_SSL_CAINFO="${GIT_SSL_CAINFO:-$CI_SERVER_TLS_CA_FILE}"
  fi
  if [ -z "${FAIRLEAD_HOME:-}" ]; then
    FAIRLEAD_HOME=$(mktemp -d)
    trap 'rm -rf "$FAIRLEAD_HOME"' EXIT
    git init --quiet "$FAIRLEAD_HOME"
    # The job's token goes in a header; neither arguments nor files hold it.
    (
      if [ -n "${CI_JOB_TOKEN:-}" ]; then
        export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$CI_SERVER_URL/.extraHeader"
        export GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'gitlab-ci-token:%s' "$CI_JOB_TOKEN" | base64 | tr -d '\n')"
      fi
      GIT_TERMINAL_PROMPT=0 git -C "$FAIRLEAD_HOME" fetch --quiet --depth 1 "$CI_SERVER_URL/$FAIRLEAD_PROJECT.git" "$FAIRLEAD_COMMIT"
    ) || fail "Fairlead cannot be fetched from $CI_SERVER_URL/$FAIRLEAD_PROJECT: is the input fairlead-project the project of this component, and may the jobs of this project read it (its CI/CD settings, job token permissions)?"
    [ "$(git -C "$FAIRLEAD_HOME" rev-parse FETCH_HEAD)" = "$FAIRLEAD_COMMIT" ] || fail "$FAIRLEAD_PROJECT gave another commit than $FAIRLEAD_COMMIT"
    git -C "$FAIRLEAD_HOME" checkout --quiet FETCH_HEAD -- dist
  fi
  node "$FAIRLEAD_HOME/dist/gitlab.js" "$FAIRLEAD_COMPONENT"
)
