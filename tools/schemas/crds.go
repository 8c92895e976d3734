// Package schemas names the Go packages whose types Flux's definitions (CustomResourceDefinition) are generated from,
// in the versions of go.mod. scripts/schemas.ts runs controller-gen on them, as Flux itself does for a release.
package schemas

import (
	_ "github.com/fluxcd/helm-controller/api/v2"
	_ "github.com/fluxcd/image-automation-controller/api/v1"
	_ "github.com/fluxcd/image-reflector-controller/api/v1"
	_ "github.com/fluxcd/kustomize-controller/api/v1"
	_ "github.com/fluxcd/notification-controller/api/v1"
	_ "github.com/fluxcd/notification-controller/api/v1beta3"
	_ "github.com/fluxcd/source-controller/api/v1"
)
